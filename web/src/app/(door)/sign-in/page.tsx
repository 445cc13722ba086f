import { SignInPage } from "@/door/sign-in-page";

export default SignInPage;
